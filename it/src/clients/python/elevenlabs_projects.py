import time

from elevenlabs.client import ElevenLabs
from elevenlabs.types import WebhookHmacSettings

from session import fetched, serve

# By server: the secret of its webhook. By language: its project. A job of the simulator is a language.
secrets = {}
projects = {}


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
    project = client(server).dubbing.project.create(
        source_url="https://example.com/talk.mp4", target_language="es", **extra
    )
    [language] = project.language_ids
    projects[language] = project.project_id
    return language


def wait(server, id):
    """The client has no loop; this is what its users write. If the project fails, its languages fail, too."""
    languages = client(server).dubbing.project.language
    target = languages.get(projects[id], id)
    while target.status not in ("completed", "stale", "failed"):
        time.sleep(0.2)
        target = languages.get(projects[id], id)
    size = fetched(target.outputs.lossless_audio) if target.outputs else 0
    return {"word": target.status, "reason": str(target.error), "bytes": size}


def listed(server):
    dubbing = client(server).dubbing
    return [
        language.language_id
        for project in dubbing.project.list().projects
        for language in dubbing.project.language.list(project.project_id).languages
    ]


def cancel(server, id):
    client(server).dubbing.project.delete(projects[id])


def verify(server, headers, body):
    event = client(server).webhooks.construct_event(body, headers["elevenlabs-signature"], secrets[server])
    return bool(event)


serve({"create": create, "wait": wait, "list": listed, "cancel": cancel, "verify": verify})
