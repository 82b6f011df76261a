package io.swagger.annotations;

/** Stands in for a library that Debian does not have. */
public @interface ApiModel {
  String description() default "";
}
