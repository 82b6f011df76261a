const KANBAN = 'apidoc.geotareas.com, Kanban';
const REPORTS = 'apidoc.geotareas.com, Reports';

/** The public pages name some operations in words only. */
export const UNSERVED = [
  { operation: '`GET /apidev/v1/kanban/workspaces`', where: KANBAN },
  { operation: 'the boards of a workspace, their configuration and tasks', where: KANBAN },
  { operation: '`GET /apidev/v1/kanban/boards/{id}/cards`', where: KANBAN },
  { operation: 'reading, creating, updating and moving a card', where: KANBAN },
  { operation: '`PUT /apidev/v1/kanban/tasks/{taskId}/state`', where: KANBAN },
  { operation: '`GET /apidev/v1/reports/avl/geofence`', where: REPORTS },
  { operation: '`GET /apidev/v1/reports/gt/live-location`', where: REPORTS },
  { operation: '`GET /apidev/v1/reports/gt/tasks-general`', where: REPORTS },
];
