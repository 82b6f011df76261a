/** What a route has to do with the version of a record. */
export type VersionUse = 'names' | 'requires' | 'creates';

/**
 * Declares that the answers of a route have an entity tag. `names`: the request names a record that has a version, so
 * it may depend on that. `Id` declares it, too. `requires`: it must depend on that.
 */
export const Versioned =
  (use: VersionUse = 'names'): MethodDecorator =>
  (_target, _key, descriptor) =>
    Reflect.defineMetadata(VERSIONED, use, descriptor.value as object);

/** Declares that a route whose path names a record has nothing to do with its version. */
export const Unversioned = (): MethodDecorator => (_target, _key, descriptor) =>
  void Reflect.deleteMetadata(VERSIONED, descriptor.value as object);

/** What `Versioned` declared for a handler. */
export const versionUseOf = (handler: object) => Reflect.getMetadata(VERSIONED, handler) as VersionUse | undefined;

const VERSIONED = 'clientela:versioned';

/** Declares that a read shows the present alone: `Clientela-As-Of` is refused. */
export const PresentOnly = (): MethodDecorator => (_target, _key, descriptor) =>
  Reflect.defineMetadata(PRESENT_ONLY, true, descriptor.value as object);

export const showsPast = (handler: object) =>
  versionUseOf(handler) === 'names' && !Reflect.hasMetadata(PRESENT_ONLY, handler);

const PRESENT_ONLY = 'clientela:present-only';
