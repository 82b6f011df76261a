package io.swagger.annotations;

/** Stands in for a library that Debian does not have. */
public @interface ApiModelProperty {
  String example() default "";

  boolean required() default false;

  String value() default "";
}
