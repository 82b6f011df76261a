# Calls the operations of a generated Ruby client one after another. The task is JSON on stdin; a line of JSON for each
# call goes to stdout.

require 'json'
require 'set'
require 'uri'

TASK = JSON.parse($stdin.read)
$LOAD_PATH.unshift(File.join(TASK['folder'], 'lib'))
require TASK['package']
CLIENT = Object.const_get(TASK['module'])
VARIABLES = TASK['variables']

def plain(name)
  name.to_s.downcase.gsub(/[^a-z0-9]/, '')
end

# With the values of variables.
def filled(value)
  case value
  when Hash then value.transform_values { |one| filled(one) }
  when Array then value.map { |one| filled(one) }
  when /\A\{\{(.+)\}\}\z/ then VARIABLES.fetch($1)
  else value
  end
end

# The JSON value as the generated code wants it: models, dates, lists of them.
def typed(value, type)
  return nil if value.nil?
  case type
  when /\AArray<(.+)>\z/ then value.map { |one| typed(one, $1) }
  when /\AHash<String, (.+)>\z/ then value.transform_values { |one| typed(one, $1) }
  when 'DateTime' then DateTime.parse(value)
  when 'Time' then Time.parse(value)
  when 'Date' then Date.parse(value)
  else
    return value unless CLIENT.const_defined?(type, false) && CLIENT.const_get(type).respond_to?(:attribute_map)
    model = CLIENT.const_get(type)
    attributes = model.attribute_map.to_h { |attribute, key| [key.to_s, attribute] }
    model.new(value.to_h { |key, one|
      attribute = attributes.fetch(key)
      [attribute, typed(one, model.openapi_types.fetch(attribute).to_s)]
    })
  end
end

# The answer as JSON, field by field as its models have it.
def read(value)
  case value
  when Array then value.map { |one| read(one) }
  when Hash then value.transform_values { |one| read(one) }
  when DateTime, Time then value.iso8601(3)
  when Date then value.iso8601
  when String then value.dup.force_encoding('UTF-8')
  else
    return value unless value.class.respond_to?(:attribute_map)
    value.class.attribute_map.to_h { |attribute, key| [key.to_s, read(value.public_send(attribute))] }
  end
end

def find(part, key)
  return nil unless part.is_a?(Hash) || part.is_a?(Array)
  return part[key] if part.is_a?(Hash) && !part[key].nil?
  (part.is_a?(Hash) ? part.values : part).each do |one|
    found = find(one, key)
    return found unless found.nil?
  end
  nil
end

def configuration(credentials)
  url = URI(TASK['url'])
  made = CLIENT::Configuration.new
  made.scheme = url.scheme
  made.host = "#{url.host}:#{url.port}"
  made.base_path = ''
  credentials.each do |credential|
    case credential['kind']
    when 'bearer' then made.access_token = credential['value']
    when 'header' then made.api_key[credential['name']] = credential['value']
    else
      made.username = credential['username']
      made.password = credential['password']
    end
  end
  made
end

def api_of(operation, client)
  CLIENT.constants.grep(/Api\z/).map { |name| CLIENT.const_get(name) }.each do |api|
    name = api.instance_methods(false).find { |method| plain(method) == plain(operation) + 'withhttpinfo' }
    return api.new(client).method(name) if name
  end
  raise "no method #{operation}"
end

def call(one)
  method = api_of(one['operation'], CLIENT::ApiClient.new(configuration(filled(one['credentials']))))
  values = one['parameters'].to_h { |name, value| [plain(name), filled(value)] }
  values[plain(one['bodyOf'])] = filled(one['body']) if one.key?('body')
  # The comments of the method have the types of its parameters, and the names of the optional ones.
  comments = File.readlines(method.source_location[0])[0...method.source_location[1] - 1].reverse
                 .take_while { |line| line.strip.start_with?('#') }
  types = comments.filter_map { |line| line[/@param (\w+) \[(\S+)\]/] && [$1, $2] }.to_h
  options = comments.filter_map { |line| line[/@option opts \[(\S+)\] :(\w+)/] && [$2, $1] }.to_h
  required = method.parameters.filter_map { |kind, name| typed(values.delete(plain(name)), types[name.to_s]) if kind == :req }
  given = options.filter_map { |name, type| [name.to_sym, typed(values.delete(plain(name)), type)] if values.key?(plain(name)) }
  raise "no parameter for #{values.keys}" unless values.empty?
  answer, _, headers = method.call(*required, given.to_h)
  found = read(answer)
  one['keeps'].each do |kept|
    VARIABLES[kept['variable']] =
      kept['cookie'] ? Array(headers['Set-Cookie']).join[/#{kept['cookie']}=[^;]*/] : find(found, kept['field'])
  end
  found
end

TASK['calls'].each do |one|
  result = begin
    { answer: call(one) }
  rescue StandardError, NotImplementedError => error
    { error: "#{error.class}: #{error.message} #{error.backtrace&.first(3)}" }
  end
  puts JSON.generate({ operation: one['operation'] }.merge(result))
  $stdout.flush
end
