"""Calls the operations of a generated Python client one after another. The task is JSON on stdin; a line of JSON for each call goes to stdout."""
import importlib
import json
import re
import sys

import dateutil.parser

task = json.load(sys.stdin)
sys.path.insert(0, task["folder"])
package = importlib.import_module(task["package"])
models = importlib.import_module(task["package"] + ".models")
client = package.ApiClient(package.Configuration(host=task["url"]))
apis = [getattr(package, name)(client) for name in dir(package) if name.endswith("Api")]
variables = task["variables"]


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()


def filled(value):
    """With the values of variables."""
    if isinstance(value, dict):
        return {key: filled(one) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one) for one in value]
    found = re.fullmatch(r"\{\{(.+)\}\}", value) if isinstance(value, str) else None
    return variables[found.group(1)] if found else value


def typed(value, kind):
    """The JSON value as the generated code wants it: models, dates, lists of them."""
    if value is None:
        return None
    if kind.startswith("list["):
        return [typed(one, kind[5:-1]) for one in value]
    if kind.startswith("dict("):
        return {key: typed(one, kind[5:-1].split(", ", 1)[1]) for key, one in value.items()}
    if kind == "str":
        return str(value)
    if kind == "datetime":
        return dateutil.parser.isoparse(value)
    if kind == "date":
        return dateutil.parser.isoparse(value).date()
    if not hasattr(models, kind):
        return value
    model = getattr(models, kind)
    attributes = {key: attribute for attribute, key in model.attribute_map.items()}
    return model(**{attributes[key]: typed(one, model.openapi_types[attributes[key]]) for key, one in value.items()})


def read(value):
    """The answer as JSON, field by field as its models have it."""
    if hasattr(value, "attribute_map"):
        return {key: read(getattr(value, attribute)) for attribute, key in value.attribute_map.items()}
    if isinstance(value, list):
        return [read(one) for one in value]
    if isinstance(value, dict):
        return {key: read(one) for key, one in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else value


def find(part, key):
    if isinstance(part, dict) and part.get(key) is not None:
        return part[key]
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    return next((found for found in (find(one, key) for one in parts) if found is not None), None)


def authorize(credentials):
    configuration = client.configuration
    configuration.access_token = configuration.username = configuration.password = None
    configuration.api_key = {}
    for credential in credentials:
        if credential["kind"] == "bearer":
            configuration.access_token = credential["value"]
        elif credential["kind"] == "basic":
            configuration.username, configuration.password = credential["username"], credential["password"]
        else:
            configuration.api_key[credential["scheme"]] = credential["value"]


def call(one):
    method = next(getattr(api, snake(one["operation"])) for api in apis if hasattr(api, snake(one["operation"])))
    whole = getattr(method.__self__, method.__name__ + "_with_http_info")
    types = dict(re.findall(r":type (\w+): (\S+)", method.__doc__))
    # A reserved word of Python gets an underscore.
    named = lambda name: name if name in types else "_" + name
    arguments = {named(snake(name)): filled(value) for name, value in one["parameters"].items()}
    authorize(filled(one["credentials"]))
    if "body" in one:
        arguments[snake(one["bodyOf"])] = filled(one["body"])
    answer, _, headers = whole(**{name: typed(value, types[name]) for name, value in arguments.items()})
    found = read(answer)
    for kept in one["keeps"]:
        cookie = kept.get("cookie")
        variables[kept["variable"]] = (
            re.search(cookie + "=[^;]*", headers["Set-Cookie"]).group() if cookie else find(found, kept["field"])
        )
    return {"answer": found}


for one in task["calls"]:
    try:
        result = call(one)
    except Exception as error:  # noqa: BLE001
        result = {"error": repr(error)}
    print(json.dumps({"operation": one["operation"], **result}), flush=True)
