import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The server puts a fresh nonce where __nonce__ stands (src/Confab/Pages). In development the API is that of a running server: CONFAB says which.
const server = process.env.CONFAB ?? 'http://127.0.0.1:8080';

export default defineConfig(({ command }) => ({
  plugins: [react()],
  html: { cspNonce: command === 'build' ? '__nonce__' : undefined },
  build: { target: 'es2022', sourcemap: false, reportCompressedSize: false, chunkSizeWarningLimit: 1000 },
  server: { proxy: { '/v1.0': { target: server, ws: true }, '/auth': server, '/widget.js': server } },
}));
