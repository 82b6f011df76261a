import { SetMetadata } from '@nestjs/common';

/**
 * Marks the route by which a contract shows one record as a whole. The last parameter of its path is the ID. A route
 * whose path has none takes it in a query: `searchColumn=id&searchString=:id`.
 */
export const ShowsRecord = (query = ''): MethodDecorator => SetMetadata(SHOWS_RECORD, query);

/** The query that `ShowsRecord` gave to a handler. */
export const queryOfRecord = (handler: object) => Reflect.getMetadata(SHOWS_RECORD, handler) as string | undefined;

const SHOWS_RECORD = 'clientela:shows-record';
