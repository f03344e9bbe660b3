import time

from elevenlabs.client import ElevenLabs
from elevenlabs.types import WebhookHmacSettings

from session import fetched, serve

secrets = {}


def client(server):
    return ElevenLabs(api_key="key", base_url=f"{server}/elevenlabs")


def webhooks(server, url):
    """The ids of the workspace's webhooks that go to this URL."""
    settings = WebhookHmacSettings(auth_type="hmac", name="done", webhook_url=url)
    created = client(server).webhooks.create(settings=settings)
    secrets[server] = created.webhook_secret
    return [created.webhook_id]


def create(server, webhook=None):
    extra = {"webhook_ids": webhooks(server, webhook)} if webhook else {}
    projects = client(server).dubbing.project
    return projects.create(source_url="https://example.com/talk.mp4", target_language="es", **extra).project_id


def wait(server, id):
    """The client has no loop; this is what its users write: a project that is ready is not dubbed yet."""
    projects = client(server).dubbing.project
    while True:
        project = projects.get(id)
        [target] = projects.language.list(id).languages
        if project.status == "failed":
            return {"word": project.status, "reason": str(project.error)}
        if target.status in ("completed", "stale", "failed"):
            size = fetched(target.outputs.lossless_audio) if target.outputs else 0
            return {"word": target.status, "reason": str(target.error), "bytes": size}
        time.sleep(0.2)


def listed(server):
    return [project.project_id for project in client(server).dubbing.project.list().projects]


def cancel(server, id):
    client(server).dubbing.project.delete(id)


def verify(server, headers, body):
    event = client(server).webhooks.construct_event(body, headers["elevenlabs-signature"], secrets[server])
    return bool(event)


serve({"create": create, "wait": wait, "list": listed, "cancel": cancel, "verify": verify})
