import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestOf } from '../request-of.js';
import { invalid, type Problem } from '../problem.js';

/**
 * Object types of the modelled API that this server does not have. It has only customers, users and REST hooks.
 */
const UNSUPPORTED = new Set([
  '_chargeoverjs',
  '_log_email',
  '_log_event',
  '_log_system',
  '_meta',
  '_report',
  '_schema',
  '_webhook',
  'account',
  'ach',
  'addon',
  'address',
  'adjustment',
  'admin',
  'aggregate',
  'appliedto',
  'applied_to',
  'attachment',
  'bank',
  'bill',
  'billing_package',
  'brand',
  'campaign',
  'category',
  'class',
  'contact',
  'contract',
  'country',
  'coupon',
  'credit',
  'creditcard',
  'credit_card',
  'currency',
  'customfield',
  'custom_field',
  'discount',
  'document',
  'dunning',
  'email',
  'estimate',
  'event',
  'exchangerate',
  'exchange_rate',
  'file',
  'gateway',
  'invoice',
  'item',
  'itemcategory',
  'item_category',
  'language',
  'lineitem',
  'line_item',
  'locale',
  'log',
  'message',
  'note',
  'obligation',
  'package',
  'payment',
  'paymentmethod',
  'payment_method',
  'paymethod',
  'plan',
  'price',
  'pricemodel',
  'price_model',
  'product',
  'project',
  'quote',
  'refund',
  'report',
  'resthook',
  'role',
  'schedule',
  'setting',
  'shipping',
  'statement',
  'subscription',
  'tag',
  'tax',
  'taxgroup',
  'tax_group',
  'taxrate',
  'tax_rate',
  'template',
  'term',
  'terms',
  'tier',
  'tierset',
  'tokenized',
  'transaction',
  'usage',
  'usertype',
  'user_type',
  'warehouse',
  'webhook',
]);

/**
 * The refusal of an object type, or of an action (`?action=…`), that this server does not have. Clients take a 404 for
 * a missing record and may then create one, so both are 400.
 */
export function unserved(request: Pick<FastifyRequest, 'url' | 'query'>): Problem | undefined {
  const [, type = ''] = /^\/api\/v3\/(\w+)/.exec(request.url) ?? [];
  if (UNSUPPORTED.has(type.toLowerCase())) return invalid(`The object type requested is not supported: ${type}`);
  return unsupportedAction(request);
}

function unsupportedAction({ query }: Pick<FastifyRequest, 'query'>): Problem | undefined {
  const { action } = query as { action?: string | string[] };
  if (action === undefined) return undefined;
  return invalid(`The action requested is not supported: ${String(action).slice(0, 64)}`);
}

/** Refuses an action on a route that exists. Otherwise the route would ignore the action. */
@Injectable()
export class ActionsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const problem = unsupportedAction(requestOf(context));
    if (problem) throw problem;
    return true;
  }
}
