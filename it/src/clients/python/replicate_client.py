from replicate import Client
from replicate.webhook import Webhooks

from session import fetched, serve

MODEL = "acme/dub"
INPUT = {"video": "https://example.com/talk.mp4", "output_language": "Spanish"}


def client(server, key="key"):
    return Client(api_token=key, base_url=f"{server}/replicate")


def create(server, webhook=None, key="key", video=INPUT["video"]):
    events = {"webhook": webhook, "webhook_events_filter": ["completed"]} if webhook else {}
    return client(server, key).predictions.create(model=MODEL, input={**INPUT, "video": video}, **events).id


def wait(server, id, key="key"):
    prediction = client(server, key).predictions.get(id)
    prediction.wait()
    size = fetched(prediction.output) if prediction.output else 0
    return {"word": prediction.status, "reason": prediction.error, "bytes": size}


def listed(server):
    return [prediction.id for prediction in client(server).predictions.list()]


def cancel(server, id):
    return client(server).predictions.cancel(id).status


def verify(server, headers, body):
    secret = client(server).webhooks.default.secret()
    Webhooks.validate(headers=headers, body=body, secret=secret, tolerance=300)
    return True


serve({"create": create, "wait": wait, "list": listed, "cancel": cancel, "verify": verify})
