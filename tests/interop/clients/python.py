"""Takes steps with the vendor's Python SDK, unmodified. Reads one JSON line for each task, writes one for each
outcome: see `run`."""

import datetime
import json
import sys

import PureCloudPlatformClientV2 as sdk
from PureCloudPlatformClientV2.rest import ApiException


def login(client, task):
    client.get_client_credentials_token(task["client_id"], task["client_secret"])
    return {"status": 200, "got": {"token": "one" if client.access_token else "none"}}


def who_am_i(client, _task):
    info = sdk.TokensApi(client).get_tokens_me()
    # The SDK names members in its own way.
    own = info.o_auth_client
    return {
        "status": 200,
        "got": {
            "client": own and own.id, "grant": own and own.authorized_grant_type,
            "organization": info.organization and info.organization.id,
        },
    }


def queue(client, task):
    found = sdk.RoutingApi(client).get_routing_queue(task["queue_id"])
    return {"status": 200, "got": {"queue": found.id, "division": found.division and found.division.id}}


def message(client, task):
    sender = sdk.OpenMessagingFromRecipient()
    sender.id, sender.id_type, sender.nickname = task["guest"], "Opaque", "Guest"
    channel = sdk.OpenInboundMessagingChannel()
    channel.pcFrom, channel.time = sender, datetime.datetime.now(datetime.timezone.utc)
    body = sdk.OpenInboundNormalizedMessage()
    body.channel, body.text = channel, "Hello"
    answer = sdk.ConversationsApi(client).post_conversations_message_inbound_open_message(
        task["integration_id"], body, prefetch_conversation_id=True
    )
    return {"status": 202, "got": {"text": answer.text, "conversation": "one" if answer.conversation_id else "none"}}


STEPS = {"login": login, "who-am-i": who_am_i, "queue": queue, "message": message}


def failure(thrown):
    """What the SDK raises: its own exception with the answer, or an error of the libraries below it."""
    if not isinstance(thrown, ApiException) or not thrown.status:
        return {"status": 0, "code": None, "words": f"{type(thrown).__name__}: {thrown}"[:300]}
    try:
        body = json.loads(thrown.body)
    except (TypeError, ValueError):
        body = {}
    code, words = body.get("code") or body.get("error"), body.get("message") or body.get("error_description")
    return {"status": thrown.status, "code": code, "words": words}


def take(task):
    client = sdk.api_client.ApiClient()
    client.set_gateway(
        "127.0.0.1", "http", task["port"],
        f"genesys-cloud/{task['login_region']}/login", f"genesys-cloud/{task['api_region']}/api",
    )
    outcome = {}
    for step in task["steps"]:
        try:
            outcome = {"step": step, "failed": False, **STEPS[step](client, task)}
        except Exception as thrown:  # noqa: BLE001 - whatever it raises is what is asked for
            return {"step": step, "failed": True, **failure(thrown)}
    return outcome


for line in sys.stdin:
    print(json.dumps(take(json.loads(line))), flush=True)
