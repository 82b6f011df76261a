// Calls the operations of a generated Go client one after another. The task is JSON on stdin; a line of JSON for each
// call goes to stdout.
package main

import (
	client "client"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"
)

type task struct {
	URL       string         `json:"url"`
	Variables map[string]any `json:"variables"`
	Calls     []call         `json:"calls"`
}

type call struct {
	Operation   string              `json:"operation"`
	Parameters  map[string]any      `json:"parameters"`
	InPath      []string            `json:"inPath"`
	Body        any                 `json:"body"`
	BodyOf      string              `json:"bodyOf"`
	Credentials []map[string]string `json:"credentials"`
	Keeps       []map[string]string `json:"keeps"`
}

var (
	given     task
	variable  = regexp.MustCompile(`^\{\{(.+)\}\}$`)
	separator = regexp.MustCompile(`[^a-z0-9]`)
)

func plain(name string) string {
	return separator.ReplaceAllString(strings.ToLower(name), "")
}

// With the values of variables.
func filled(value any) any {
	switch one := value.(type) {
	case map[string]any:
		all := map[string]any{}
		for key, part := range one {
			all[key] = filled(part)
		}
		return all
	case []any:
		all := []any{}
		for _, part := range one {
			all = append(all, filled(part))
		}
		return all
	case string:
		if found := variable.FindStringSubmatch(one); found != nil {
			return given.Variables[found[1]]
		}
	}
	return value
}

// The JSON value as the generated code wants it: models by their setters, times, lists of them.
func typed(value any, wanted reflect.Type) reflect.Value {
	switch fields, isObject := value.(map[string]any); {
	case wanted == reflect.TypeOf(time.Time{}):
		when, err := time.Parse(time.RFC3339, value.(string))
		must(err)
		return reflect.ValueOf(when)
	case wanted.Kind() == reflect.Slice:
		all := reflect.MakeSlice(wanted, 0, 0)
		for _, one := range value.([]any) {
			all = reflect.Append(all, typed(one, wanted.Elem()))
		}
		return all
	case wanted.Kind() == reflect.Struct && isObject:
		model := reflect.New(wanted)
		for key, one := range fields {
			name := fieldOf(wanted, key)
			if one == nil {
				model.MethodByName("Set" + name + "Nil").Call(nil)
				continue
			}
			setter := model.MethodByName("Set" + name)
			setter.Call([]reflect.Value{typed(one, setter.Type().In(0))})
		}
		return model.Elem()
	}
	if wanted.Kind() == reflect.String {
		// IDs in paths are texts, also where answers have them as numbers.
		return reflect.ValueOf(fmt.Sprint(value)).Convert(wanted)
	}
	text, err := json.Marshal(value)
	must(err)
	made := reflect.New(wanted)
	must(json.Unmarshal(text, made.Interface()))
	return made.Elem()
}

func fieldOf(model reflect.Type, key string) string {
	for at := 0; at < model.NumField(); at++ {
		if keyOf(model.Field(at)) == key {
			return model.Field(at).Name
		}
	}
	panic(fmt.Sprintf("%s has no %s", model, key))
}

func keyOf(field reflect.StructField) string {
	return strings.Split(field.Tag.Get("json"), ",")[0]
}

// The answer as JSON, field by field as the getters of its models have it.
func read(value reflect.Value) any {
	switch value.Kind() {
	case reflect.Ptr, reflect.Interface:
		if value.IsNil() {
			return nil
		}
		return read(value.Elem())
	case reflect.Slice:
		all := []any{}
		for at := 0; at < value.Len(); at++ {
			all = append(all, read(value.Index(at)))
		}
		return all
	case reflect.Map:
		all := map[string]any{}
		for _, key := range value.MapKeys() {
			all[key.String()] = read(value.MapIndex(key))
		}
		return all
	case reflect.Struct:
		if when, isTime := value.Interface().(time.Time); isTime {
			return when.Format(time.RFC3339Nano)
		}
		model := reflect.New(value.Type())
		model.Elem().Set(value)
		all := map[string]any{}
		for at := 0; at < value.NumField(); at++ {
			field := value.Type().Field(at)
			found := model.MethodByName("Get" + field.Name + "Ok").Call(nil)
			if isSet := found[1].Bool(); isSet {
				all[keyOf(field)] = read(found[0])
			}
		}
		return all
	}
	return value.Interface()
}

func find(part any, key string) any {
	switch one := part.(type) {
	case map[string]any:
		if one[key] != nil {
			return one[key]
		}
		for _, inner := range one {
			if found := find(inner, key); found != nil {
				return found
			}
		}
	case []any:
		for _, inner := range one {
			if found := find(inner, key); found != nil {
				return found
			}
		}
	}
	return nil
}

func authorized(credentials []map[string]string) context.Context {
	ctx := context.Background()
	keys := map[string]client.APIKey{}
	for _, credential := range credentials {
		text := func(name string) string { return fmt.Sprint(filled(credential[name])) }
		switch credential["kind"] {
		case "bearer":
			ctx = context.WithValue(ctx, client.ContextAccessToken, text("value"))
		case "basic":
			basic := client.BasicAuth{UserName: text("username"), Password: text("password")}
			ctx = context.WithValue(ctx, client.ContextBasicAuth, basic)
		default:
			keys[credential["scheme"]] = client.APIKey{Key: text("value")}
		}
	}
	return context.WithValue(ctx, client.ContextAPIKeys, keys)
}

func methodOf(operation string) reflect.Value {
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: given.URL}}
	all := reflect.ValueOf(client.NewAPIClient(configuration)).Elem()
	for at := 0; at < all.NumField(); at++ {
		if !strings.HasSuffix(all.Type().Field(at).Name, "Api") {
			continue
		}
		service := all.Field(at)
		for one := 0; one < service.NumMethod(); one++ {
			if plain(service.Type().Method(one).Name) == plain(operation) {
				return service.Method(one)
			}
		}
	}
	panic("no method " + operation)
}

func perform(one call) (answer any) {
	method := methodOf(one.Operation)
	arguments := []reflect.Value{reflect.ValueOf(authorized(one.Credentials))}
	values := map[string]any{}
	for name, value := range one.Parameters {
		values[plain(name)] = filled(value)
	}
	for at, name := range one.InPath {
		arguments = append(arguments, typed(values[plain(name)], method.Type().In(at+1)))
		delete(values, plain(name))
	}
	if one.BodyOf != "" {
		values[plain(one.BodyOf)] = filled(one.Body)
	}
	request := method.Call(arguments)[0]
	for name, value := range values {
		request = with(request, name, value)
	}
	results := request.MethodByName("Execute").Call(nil)
	if fault := results[len(results)-1]; !fault.IsNil() {
		panic(fault.Interface())
	}
	if len(results) == 3 {
		answer = read(results[0])
	}
	for _, kept := range one.Keeps {
		if cookie := kept["cookie"]; cookie != "" {
			headers := results[len(results)-2].Interface().(*http.Response).Header
			given.Variables[kept["variable"]] = regexp.MustCompile(cookie + "=[^;]*").FindString(headers.Get("Set-Cookie"))
		} else {
			given.Variables[kept["variable"]] = find(answer, kept["field"])
		}
	}
	return answer
}

func with(request reflect.Value, name string, value any) reflect.Value {
	for at := 0; at < request.NumMethod(); at++ {
		if plain(request.Type().Method(at).Name) == name {
			setter := request.Method(at)
			return setter.Call([]reflect.Value{typed(value, setter.Type().In(0))})[0]
		}
	}
	panic("no parameter " + name)
}

func attempt(one call) (line map[string]any) {
	line = map[string]any{"operation": one.Operation}
	defer func() {
		if fault := recover(); fault != nil {
			line["error"] = fmt.Sprint(fault)
		}
	}()
	line["answer"] = perform(one)
	return line
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	decoder := json.NewDecoder(os.Stdin)
	decoder.UseNumber()
	must(decoder.Decode(&given))
	lines := json.NewEncoder(os.Stdout)
	for _, one := range given.Calls {
		must(lines.Encode(attempt(one)))
	}
}
