"""Whether a kind of event came, in a sentence: “Delivery was stopped”, “Delivery was not stopped”."""

from __future__ import annotations

_CAME = {
    "bolus-started": "A bolus was begun",
    "bolus-suspended": "A bolus was suspended",
    "bolus-resumed": "A suspended bolus was resumed",
    "bolus-finished": "A bolus was finished",
    "bolus-refused": "A bolus was refused",
    "opening-started": "What opens a program was begun",
    "opening-finished": "A prime or bridge was finished",
    "mode-began": "The program's mode was begun",
    "low-reservoir": "The low reservoir was reached",
    "empty-reservoir": "The empty reservoir was reached",
    "truly-empty": "The reservoir was truly emptied",
    "stall": "The motor was stalled",
    "stall-noticed": "A stall of the motor was noticed by the pump",
    "stall-recovered": "The motor was turning again",
    "hold-began": "Delivery was held",
    "hold-ended": "Delivery was let go again",
    "stopped": "Delivery was stopped",
    "resumed": "Delivery was resumed",
    "program-changed": "The program was changed",
    "alarm-raised": "An alarm was raised",
    "alarm-cleared": "An alarm was cleared",
    "clock-set": "The pump's clock was set",
    "refill-told": "The pump was told of a refill",
    "withdrawn": "The reservoir was drawn from",
    "filled": "Something was injected",
    "fill-refused": "A fill was refused for lack of room",
    "aspirated": "The catheter was aspirated",
    "dye-given": "Contrast was injected into the catheter",
    "catheter-changed": "The catheter was changed",
    "catheter-trimmed": "The catheter was trimmed",
    "trim-refused": "A trim beyond the catheter's length was tried",
    "scanner-entered": "The pump was taken into the scanner",
    "scanner-left": "The pump was taken out of the scanner",
    "scanner-unchanged": "A way into the scanner or out of it was in vain",
    "occluded": "The path was occluded",
    "occlusion-cleared": "The path was freed",
    "leak": "A leak was opened at the connector",
    "disconnected": "The catheter was disconnected",
    "mended": "The connector was mended",
    "calibrated": "The volume of a pulse was changed",
    "drift": "The speed of the pump's crystal was changed",
    "telemetry": "Telemetry mode was begun or ended",
    "memory-error": "The pump's memory was damaged",
    "reset": "The pump was reset",
    "interrogated": "The pump was read by another programmer",
    "request-refused": "A request was refused by the pump",
    "battery": "The battery's life was changed",
    "fault-armed": "A fault of the link was switched on",
}


def came_sentence(kind: str, *, came: bool) -> str:
    """That an event of that kind came, or that none did."""
    sentence = _CAME[kind]
    return sentence if came else sentence.replace(" was ", " was not ", 1)
