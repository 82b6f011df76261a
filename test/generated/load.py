"""Loads a generated Python client, makes each model of its example and, with a URL, sends one read. The task is JSON on stdin."""
import importlib
import json
import pkgutil
import sys

task = json.load(sys.stdin)
sys.path.insert(0, task["folder"])
package = importlib.import_module(task["package"])
modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
configuration = package.Configuration(host=task["url"])
configuration.access_token = None  # The generator forgot it; the credentials are headers here.
client = package.ApiClient(configuration)


class Answer:
    def __init__(self, value):
        self.data = json.dumps(value)


def lost(example, made, place):
    """Keys of the example that the model does not give back. It leaves out null."""
    if isinstance(example, dict) and isinstance(made, dict):
        for key, value in example.items():
            if value is not None and key not in made:
                yield place + "." + key
            elif value is not None:
                yield from lost(value, made[key], place + "." + key)


problems = []
for name, example in task["examples"].items():
    try:
        made = client.deserialize(Answer(example), name)
        problems += lost(example, client.sanitize_for_serialization(made), name)
    except Exception as error:  # noqa: BLE001
        problems.append(name + ": " + repr(error))

answered = False
if "read" in task:
    for name, value in task["headers"].items():
        client.set_default_header(name, value)
    read = task["read"]
    api = next(getattr(package, name)(client) for name in dir(package) if name.endswith("Api") and hasattr(getattr(package, name), read["method"]))
    answered = getattr(api, read["method"])(*read["arguments"]) is not None
json.dump({"modules": len(modules), "models": len(task["examples"]), "problems": problems, "answered": answered}, sys.stdout)
