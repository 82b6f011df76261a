import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

/** The chapter of its contract's document that a controller's operations stand in. One that several controllers share is described by one of them. */
export const Chapter = (name: string, description?: string): ClassDecorator =>
  applyDecorators(ApiTags(name), SetMetadata(CHAPTER, { name, description }));

export const chapterOf = (controller: Type) =>
  Reflect.getMetadata(CHAPTER, controller) as { name: string; description?: string } | undefined;

const CHAPTER = 'clientela:chapter';
