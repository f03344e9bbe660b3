from itertools import count

from azure.core import PipelineClient
from azure.core.pipeline.policies import HeadersPolicy, RequestIdPolicy, RetryPolicy
from azure.core.polling import LROPoller
from azure.core.polling.base_polling import LROBasePolling, OperationResourcePolling
from azure.core.rest import HttpRequest

from session import fetched, serve

VERSION = "2026-03-01"
INPUT = {
    "targetLocale": "es-ES",
    "voiceKind": "PlatformVoice",
    "videoFileUrl": "https://example.com/talk.mp4",
    "autoCreateFirstIteration": True,
}
numbers = count(1)
pollers = {}


def client(server):
    key = {"Ocp-Apim-Subscription-Key": "key"}
    return PipelineClient(
        base_url=f"{server}/azure/videotranslation",
        policies=[RequestIdPolicy(), HeadersPolicy(base_headers=key), RetryPolicy()],
    )


def send(server, method, path, **options):
    pipeline = client(server)
    request = HttpRequest(method, pipeline.format_url(path), params={"api-version": VERSION}, **options)
    return pipeline, pipeline.send_request(request, _return_pipeline_response=True)


def create(server):
    id = f"talk-{next(numbers)}"
    headers = {"Operation-Id": f"{id}-creation"}
    pipeline, response = send(server, "PUT", f"/translations/{id}", headers=headers, json={"input": INPUT})
    response.http_response.raise_for_status()
    polling = LROBasePolling(0.2, lro_algorithms=[OperationResourcePolling()])
    pollers[id] = LROPoller(pipeline, response, lambda last: last.http_response.json(), polling)
    return id


def wait(server, id):
    poller = pollers[id]
    translation = poller.result()
    size = fetched(translation["latestIteration"]["result"]["translatedVideoFileUrl"])
    return {"word": poller.status(), "bytes": size}


def listed(server):
    _, response = send(server, "GET", "/translations")
    return [translation["id"] for translation in response.http_response.json()["value"]]


def cancel(server, id):
    _, response = send(server, "DELETE", f"/translations/{id}")
    response.http_response.raise_for_status()
    return response.http_response.status_code


serve({"create": create, "wait": wait, "list": listed, "cancel": cancel})
