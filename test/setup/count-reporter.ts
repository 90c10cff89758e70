/** Prints the plain count of the whole run as the last line: `N passed, N failed`, and `, N skipped` when there are any. */
import type {Reporter, TestModule} from 'vitest/node';

export default class CountReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
		console.log(countLine(modules, errors.length));
	}
}

/** The line. A file that could not be collected, and an error outside of any test, count as one failure each. */
export function countLine(modules: readonly TestModule[], outside: number): string {
	const count = {passed: 0, failed: outside, skipped: 0, pending: 0};
	for (const module of modules) {
		count.failed += module.errors().length;
		for (const test of module.children.allTests()) {
			count[test.result().state]++;
		}
	}
	const skipped = count.skipped + count.pending;
	return `${count.passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
