// Serves the page with the phones, from files beside this one and with nothing loaded from elsewhere.
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';

const folder = fileURLToPath(new URL('./phone/', import.meta.url));

export function phonePage(): Router {
  const router = express.Router();
  router.use((_req, res, next) => {
    res.set({
      'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    });
    next();
  });
  router.use(express.static(folder, { cacheControl: false }));
  return router;
}
