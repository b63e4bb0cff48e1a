import type { ServiceAuth } from '../core/http-service.ts';
import type { ConfiguredService } from './config.ts';
import type { ServiceInFile } from './schema.ts';
import type { FromEnv } from './secrets.ts';

/** A service that has readings, its secrets out of the environment. Shape: `where` is its place in the file. */
export function toService(given: ServiceInFile, where: string, secret: FromEnv): ConfiguredService {
  const { url, token, headers, format, serial, readAt, picks } = given;
  const auth = toAuth(
    token === undefined ? given.auth : { kind: 'bearer', token },
    token === undefined ? `${where}.auth` : where,
    secret,
  );
  return {
    urlTemplate: url,
    ...(auth === undefined ? {} : { auth }),
    ...(headers === undefined ? {} : { headers }),
    ...(format === undefined ? {} : { format }),
    ...(serial === undefined ? {} : { serial }),
    ...(readAt === undefined ? {} : { readAt }),
    ...(picks === undefined ? {} : { picks }),
  };
}

function toAuth(given: ServiceInFile['auth'], where: string, secret: FromEnv): ServiceAuth | undefined {
  switch (given?.kind) {
    case 'bearer':
      return { kind: given.kind, token: secret(given.token.env, `${where}.token`) };
    case 'basic':
      return { kind: given.kind, user: given.user, password: secret(given.password.env, `${where}.password`) };
    case 'header':
    case 'query':
      return { kind: given.kind, name: given.name, value: secret(given.value.env, `${where}.value`) };
    case undefined:
      return undefined;
  }
}
