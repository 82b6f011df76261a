<?php
// Loads every class of a generated PHP client and makes each model of its example. The task is JSON on stdin.

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

$classes = 0;
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($root, FilesystemIterator::SKIP_DOTS)) as $file) {
    $class = $task->namespace . '\\' . str_replace('/', '\\', substr($file->getPathname(), strlen($root), -strlen('.php')));
    if (!class_exists($class) && !interface_exists($class)) throw new Exception("$file has no $class");
    $classes++;
}

$problems = [];
$serializer = "$task->namespace\\ObjectSerializer";
foreach ($task->examples as $name => $example) {
    try {
        $class = "$task->namespace\\Model\\$name";
        $fields = array_flip($class::attributeMap());
        $model = new $class();
        foreach ((array) $example as $key => $value) {
            if ($value !== null) $model->{$class::setters()[$fields[$key]]}($value);
        }
        $made = (array) $serializer::sanitizeForSerialization($model);
        foreach ((array) $example as $key => $value) {
            if ($value !== null && !array_key_exists($key, $made)) $problems[] = "$name.$key is lost";
        }
    } catch (Throwable $error) {
        $problems[] = "$name: $error";
    }
}
echo json_encode(['classes' => $classes, 'models' => count((array) $task->examples), 'problems' => $problems]);
