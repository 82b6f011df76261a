<?php
// Calls the operations of a generated PHP client one after another. The task is JSON on stdin; a line of JSON for each
// call goes to stdout.

error_reporting(E_ALL & ~E_DEPRECATED); // The generator is older than this PHP.
set_error_handler(function (int $level, string $message, string $file, int $line): bool {
    if (!(error_reporting() & $level)) return false;
    throw new ErrorException($message, 0, $level, $file, $line);
});
require 'GuzzleHttp/autoload.php';

$task = json_decode(stream_get_contents(STDIN));
$root = "$task->folder/lib/";
spl_autoload_register(function (string $class) use ($task, $root): void {
    if (str_starts_with($class, "$task->namespace\\")) {
        require $root . str_replace('\\', '/', substr($class, strlen($task->namespace) + 1)) . '.php';
    }
});
$variables = (array) $task->variables;

function plain(string $name): string
{
    return strtolower(preg_replace('/[^A-Za-z0-9]/', '', $name));
}

// With the values of variables.
function filled(mixed $value): mixed
{
    global $variables;
    if (is_array($value)) return array_map('filled', $value);
    if (is_object($value)) return (object) array_map('filled', (array) $value);
    return is_string($value) && preg_match('/^\{\{(.+)\}\}$/', $value, $found) ? $variables[$found[1]] : $value;
}

// The JSON value as the generated code wants it: models, dates, lists of them.
function typed(mixed $value, string $type): mixed
{
    if ($value === null) return null;
    if (str_ends_with($type, '[]')) return array_map(fn ($one) => typed($one, substr($type, 0, -2)), $value);
    if ($type === '\DateTime') return new DateTime($value);
    if (!class_exists($type)) return is_object($value) ? (array) $value : $value;
    $model = new $type();
    $attributes = array_flip($type::attributeMap());
    foreach ((array) $value as $key => $one) {
        $attribute = $attributes[$key];
        $model->{$type::setters()[$attribute]}(typed($one, $type::openAPITypes()[$attribute]));
    }
    return $model;
}

// The answer as JSON, field by field as its models have it.
function read(mixed $value, string $type = ''): mixed
{
    // PHP has arrays for objects without a model, too.
    if (is_array($value)) return $type === 'object' || str_starts_with($type, 'map[') ? (object) $value : array_map('read', $value);
    if ($value instanceof DateTimeInterface) return $value->format('Y-m-d\TH:i:s.vP');
    if (!is_object($value)) return $value;
    if (!method_exists($value, 'getters')) return (object) array_map('read', (array) $value);
    $fields = [];
    foreach ($value::getters() as $attribute => $getter) {
        $fields[$value::attributeMap()[$attribute]] = read($value->$getter(), $value::openAPITypes()[$attribute]);
    }
    return (object) $fields;
}

function find(mixed $part, string $key): mixed
{
    if (!is_array($part) && !is_object($part)) return null;
    $part = (array) $part;
    if (isset($part[$key])) return $part[$key];
    foreach ($part as $one) {
        $found = find($one, $key);
        if ($found !== null) return $found;
    }
    return null;
}

function configuration(array $credentials): object
{
    global $task;
    $class = "$task->namespace\\Configuration";
    $configuration = (new $class())->setHost($task->url)->setAccessToken(null);
    foreach ($credentials as $credential) {
        if ($credential->kind === 'bearer') $configuration->setAccessToken($credential->value);
        elseif ($credential->kind === 'header') $configuration->setApiKey($credential->name, $credential->value);
        else $configuration->setUsername($credential->username)->setPassword($credential->password);
    }
    return $configuration;
}

function methodOf(string $operation): ReflectionMethod
{
    global $task, $root;
    foreach (glob("{$root}Api/*.php") as $file) {
        $class = "$task->namespace\\Api\\" . basename($file, '.php');
        if (method_exists($class, "{$operation}WithHttpInfo")) return new ReflectionMethod($class, "{$operation}WithHttpInfo");
    }
    throw new Exception("no method $operation");
}

function call(object $one): mixed
{
    global $variables;
    $method = methodOf($one->operation);
    preg_match_all('/@param\s+(\S+) \$(\w+)/', $method->getDocComment(), $said);
    $types = array_combine($said[2], $said[1]);
    $values = [];
    foreach ((array) $one->parameters as $name => $value) $values[plain($name)] = filled($value);
    if (property_exists($one, 'body')) $values[plain($one->bodyOf)] = filled($one->body);
    $arguments = [];
    foreach ($method->getParameters() as $parameter) {
        $name = $parameter->getName();
        $given = array_key_exists(plain($name), $values);
        $left = $parameter->isOptional() ? $parameter->getDefaultValue() : null;
        $arguments[] = $given ? typed($values[plain($name)], $types[$name]) : $left;
    }
    $api = new ($method->class)(new GuzzleHttp\Client(), configuration(filled($one->credentials)));
    [$answer, , $headers] = $method->invokeArgs($api, $arguments);
    $found = read($answer);
    foreach ($one->keeps as $kept) {
        if (isset($kept->cookie)) {
            preg_match("/$kept->cookie=[^;]*/", implode("\n", array_change_key_case($headers)['set-cookie']), $cookie);
            $variables[$kept->variable] = $cookie[0];
        } else {
            $variables[$kept->variable] = find($found, $kept->field);
        }
    }
    return $found;
}

foreach ($task->calls as $one) {
    try {
        $result = ['answer' => call($one)];
    } catch (Throwable $error) {
        $result = ['error' => substr((string) $error, 0, 600)];
    }
    echo json_encode(['operation' => $one->operation] + $result, JSON_THROW_ON_ERROR), "\n";
}
