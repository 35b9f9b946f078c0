import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The server puts a fresh nonce where __nonce__ stands (src/Confab/Pages). In development the API is the server's at 8080.
export default defineConfig(({ command }) => ({
  plugins: [react()],
  html: { cspNonce: command === 'build' ? '__nonce__' : undefined },
  build: { target: 'es2022', sourcemap: false, reportCompressedSize: false, chunkSizeWarningLimit: 1000 },
  server: { proxy: { '/v1.0': { target: 'http://127.0.0.1:8080', ws: true }, '/auth': 'http://127.0.0.1:8080', '/widget.js': 'http://127.0.0.1:8080' } },
}));
