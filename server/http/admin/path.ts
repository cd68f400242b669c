// Where the admin API lives.
export const ADMIN = '/api/v1/admin';
