export const UNSERVED = [
  { operation: '`GET /apidev/v1/kanban/workspaces`', where: 'apidoc.geotareas.com, Kanban Boards' },
  {
    operation: 'the boards of a workspace, their configuration and tasks',
    where: 'apidoc.geotareas.com, Kanban Boards',
  },
  { operation: '`GET /apidev/v1/reports/gt/tasks-general`', where: 'apidoc.geotareas.com, Tasks General Report' },
];
