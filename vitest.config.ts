import {join} from 'node:path';
import {defineConfig} from 'vitest/config';

export default defineConfig({
	resolve: {alias: {'ink-table': join(import.meta.dirname, 'test/setup/ink-table.ts')}},
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		setupFiles: ['test/setup/fast-check.ts'],
		reporters: ['default', './test/setup/count-reporter.ts'],
		// Terminal tests start a Node process each; on a small machine more than two workers only wait for each other.
		maxWorkers: 2,
		testTimeout: 30_000,
		hookTimeout: 30_000,
	},
});
