import { DefaultNamingStrategy } from 'typeorm';

/** `displayName` in code, `display_name` in the database. */
export class SnakeNames extends DefaultNamingStrategy {
  override columnName(property: string, given: string): string {
    return given || property.replace(/[A-Z]|(?<=[a-z])\d+$/g, (part) => `_${part.toLowerCase()}`);
  }
}
