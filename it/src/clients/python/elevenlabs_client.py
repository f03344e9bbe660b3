import time

from elevenlabs.client import ElevenLabs

from session import serve


def client(server):
    return ElevenLabs(api_key="key", base_url=f"{server}/elevenlabs")


def create(server):
    return client(server).dubbing.create(source_url="https://example.com/talk.mp4", target_lang="es").dubbing_id


def wait(server, id):
    """The client has no loop; this is what its users write."""
    dubbing = client(server).dubbing
    dub = dubbing.get(id)
    while dub.status not in ("dubbed", "failed"):
        time.sleep(0.2)
        dub = dubbing.get(id)
    size = sum(len(chunk) for chunk in dubbing.audio.get(id, "es")) if dub.status == "dubbed" else 0
    return {"word": dub.status, "reason": dub.error, "bytes": size}


def listed(server):
    return [dub.dubbing_id for dub in client(server).dubbing.list().dubs]


def cancel(server, id):
    return client(server).dubbing.delete(id).status


serve({"create": create, "wait": wait, "list": listed, "cancel": cancel})
