import { isActive } from '../../customer-record.js';
import type { Customer } from '../../customer.entity.js';

/** The contract's words for a customer's status. They follow from the record and cannot be written. */
export const STATUSES = [
  {
    inactive: false,
    customer_status_id: 1,
    customer_status_name: 'Current',
    customer_status_str: 'active-current',
    customer_status_state: 'a',
  },
  {
    inactive: true,
    customer_status_id: 2,
    customer_status_name: 'Inactive',
    customer_status_str: 'inactive-manual',
    customer_status_state: 'i',
  },
] as const;

export const statusOf = (customer: Pick<Customer, 'status'>) => STATUSES[isActive(customer) ? 0 : 1];
