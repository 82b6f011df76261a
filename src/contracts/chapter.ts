import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

/**
 * The chapter of the document for a controller's operations. If several controllers share a chapter, one of them
 * describes it.
 */
export const Chapter = (name: string, description?: string): ClassDecorator =>
  applyDecorators(ApiTags(name), SetMetadata(CHAPTER, { name, description }));

export const chapterOf = (controller: Type) =>
  Reflect.getMetadata(CHAPTER, controller) as { name: string; description?: string } | undefined;

const CHAPTER = 'clientela:chapter';
