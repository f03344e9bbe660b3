"""fal's client speaks https only. FAL_QUEUE_RUN_HOST, FAL_KEY and SSL_CERT_FILE of the environment lead it to the simulator."""

from fal_client import SyncClient

from session import fetched, serve

MODEL = "fal-ai/heygen/v2/translate/speed"
INPUT = {"video_url": "https://example.com/talk.mp4", "output_language": "Spanish"}
client = SyncClient()


def create(server):
    return client.submit(MODEL, INPUT).request_id


def wait(server, id):
    handle = client.get_handle(MODEL, id)
    result = handle.get(interval=0.2)
    return {"word": "COMPLETED", "bytes": fetched(result["video"]["url"])}


def cancel(server, id):
    client.cancel(MODEL, id)


def status(server, id):
    return type(client.status(MODEL, id)).__name__


serve({"create": create, "wait": wait, "cancel": cancel, "status": status})
