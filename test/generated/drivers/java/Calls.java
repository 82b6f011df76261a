import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls the operations of a generated Java client one after another. The task is JSON on stdin; a line of JSON for each
 * call goes to stdout.
 */
public class Calls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{(.+)\\}\\}");

  private final JsonNode task;
  private final ObjectNode variables;
  private final String name;
  private final Object client;
  private JsonNode credentials;

  public static void main(String[] arguments) throws Exception {
    Calls calls = new Calls(JSON.readTree(System.in));
    for (JsonNode one : calls.task.get("calls")) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("operation", one.get("operation"));
      try {
        line.put("answer", calls.perform(one));
      } catch (InvocationTargetException error) {
        line.put("error", String.valueOf(error.getCause()));
      } catch (Exception error) {
        line.put("error", String.valueOf(error));
      }
      System.out.println(JSON.writeValueAsString(line));
    }
  }

  private Calls(JsonNode task) throws Exception {
    this.task = task;
    variables = (ObjectNode) task.get("variables");
    name = task.get("package").asText();
    Class<?> type = Class.forName(name + ".ApiClient");
    URI url = URI.create(task.get("url").asText());
    client = type.getConstructor().newInstance();
    type.getMethod("setScheme", String.class).invoke(client, url.getScheme());
    type.getMethod("setHost", String.class).invoke(client, url.getHost());
    type.getMethod("setPort", int.class).invoke(client, url.getPort());
    type.getMethod("setBasePath", String.class).invoke(client, "");
    // The library of Java's own HTTP client leaves credentials to the caller.
    Consumer<HttpRequest.Builder> interceptor = this::authorize;
    type.getMethod("setRequestInterceptor", Consumer.class).invoke(client, interceptor);
  }

  private void authorize(HttpRequest.Builder request) {
    for (JsonNode credential : credentials) {
      switch (credential.get("kind").asText()) {
        case "bearer":
          request.header("Authorization", "Bearer " + credential.get("value").asText());
          break;
        case "basic":
          String pair = credential.get("username").asText() + ":" + credential.get("password").asText();
          request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()));
          break;
        default:
          request.header(credential.get("name").asText(), credential.get("value").asText());
      }
    }
  }

  private Object perform(JsonNode one) throws Exception {
    credentials = filled(one.get("credentials"));
    Method method = methodOf(one.get("operation").asText());
    Map<String, JsonNode> values = new HashMap<>();
    one.get("parameters").fields().forEachRemaining((entry) -> values.put(plain(entry.getKey()), entry.getValue()));
    if (one.has("body")) values.put(plain(one.get("bodyOf").asText()), one.get("body"));
    List<Object> arguments = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      JsonNode value = values.remove(plain(parameter.getName()));
      arguments.add(value == null ? null : typed(filled(value), parameter.getParameterizedType()));
    }
    if (!values.isEmpty()) throw new IllegalStateException("no parameter for " + values.keySet());
    Object api = method.getDeclaringClass().getConstructor(client.getClass()).newInstance(client);
    Object response = method.invoke(api, arguments.toArray());
    Object answer = read(response.getClass().getMethod("getData").invoke(response));
    for (JsonNode kept : one.get("keeps")) {
      String variable = kept.get("variable").asText();
      if (kept.has("cookie")) {
        Map<?, ?> headers = (Map<?, ?>) response.getClass().getMethod("getHeaders").invoke(response);
        Matcher found = Pattern.compile(kept.get("cookie").asText() + "=[^;]*").matcher(headers.get("set-cookie").toString());
        found.find();
        variables.put(variable, found.group());
      } else {
        variables.set(variable, JSON.<JsonNode>valueToTree(answer).findValue(kept.get("field").asText()));
      }
    }
    return answer;
  }

  private Method methodOf(String operation) throws Exception {
    File folder = new File(task.get("classes").asText(), name + "/api");
    for (File file : folder.listFiles()) {
      if (!file.getName().endsWith("Api.class")) continue;
      for (Method method : Class.forName(name + ".api." + file.getName().replace(".class", "")).getMethods()) {
        if (plain(method.getName()).equals(plain(operation) + "withhttpinfo")) return method;
      }
    }
    throw new IllegalStateException("no method " + operation);
  }

  private static String plain(String name) {
    return name.toLowerCase().replaceAll("[^a-z0-9]", "");
  }

  /** With the values of variables. */
  private JsonNode filled(JsonNode value) {
    if (value.isArray()) {
      List<JsonNode> all = new ArrayList<>();
      value.forEach((one) -> all.add(filled(one)));
      return JSON.valueToTree(all);
    }
    if (value.isObject()) {
      ObjectNode all = JSON.createObjectNode();
      value.fields().forEachRemaining((entry) -> all.set(entry.getKey(), filled(entry.getValue())));
      return all;
    }
    Matcher found = VARIABLE.matcher(value.asText());
    return value.isTextual() && found.matches() ? variables.get(found.group(1)) : value;
  }

  /** The JSON value as the generated code wants it: models by their setters, times, lists of them. */
  private Object typed(JsonNode value, Type wanted) throws Exception {
    if (value.isNull()) return null;
    if (wanted instanceof ParameterizedType && List.class.equals(((ParameterizedType) wanted).getRawType())) {
      List<Object> all = new ArrayList<>();
      for (JsonNode one : value) all.add(typed(one, ((ParameterizedType) wanted).getActualTypeArguments()[0]));
      return all;
    }
    if (wanted.equals(OffsetDateTime.class)) return OffsetDateTime.parse(value.asText());
    if (wanted.equals(LocalDate.class)) return LocalDate.parse(value.asText());
    if (!(wanted instanceof Class)) return JSON.convertValue(value, JSON.constructType(wanted));
    Class<?> type = (Class<?>) wanted;
    if (type.isEnum()) return JSON.treeToValue(value, type);
    if (!type.getName().startsWith(name + ".model.")) return JSON.treeToValue(value, type);
    Object model = type.getConstructor().newInstance();
    for (Iterator<String> keys = value.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      Method getter = getters(type).get(key);
      Method setter = type.getMethod("set" + getter.getName().substring(3), getter.getReturnType());
      setter.invoke(model, typed(value.get(key), getter.getGenericReturnType()));
    }
    return model;
  }

  private static Map<String, Method> getters(Class<?> model) {
    Map<String, Method> all = new LinkedHashMap<>();
    for (Method method : model.getMethods()) {
      JsonProperty property = method.getAnnotation(JsonProperty.class);
      if (property != null && method.getParameterCount() == 0) all.put(property.value(), method);
    }
    return all;
  }

  /** The answer as JSON, field by field as the getters of its models have it. */
  private Object read(Object value) throws Exception {
    if (value == null || value instanceof Number || value instanceof Boolean) return value;
    if (value instanceof List) {
      List<Object> all = new ArrayList<>();
      for (Object one : (List<?>) value) all.add(read(one));
      return all;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    if (value instanceof Map) {
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) all.put(entry.getKey().toString(), read(entry.getValue()));
      return all;
    }
    if (value.getClass().isEnum()) return value.getClass().getMethod("getValue").invoke(value);
    if (!value.getClass().getName().startsWith(name + ".model.")) return value.toString();
    for (Map.Entry<String, Method> getter : getters(value.getClass()).entrySet())
      all.put(getter.getKey(), read(getter.getValue().invoke(value)));
    return all;
  }
}
