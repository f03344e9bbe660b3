"""Each line of standard input is one call, such as {"call": "wait", "server": "http://127.0.0.1:8000", "id": "..."}.

Each line of standard output is its answer: {"value": ...} or {"error": ...}.
"""

import json
import sys
from urllib.request import urlopen


def serve(calls):
    answers = sys.stdout
    # Standard output is for answers alone.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        fields = json.loads(line)
        call = calls[fields.pop("call")]
        try:
            answer = {"value": call(**fields)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


def fetched(url):
    """The size of what is at a URL; an error if there is nothing."""
    with urlopen(url) as response:
        return len(response.read())
