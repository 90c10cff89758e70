/**
 * Stands for `ink-table` in tests. The package is CommonJS and requires Ink, which is an ES module with a top-level await;
 * Node refuses that. So Ink is imported first and handed to that one `require`. (The bundle has no such trouble: the build
 * removes the top-level awaits.)
 */
import Module, {createRequire} from 'node:module';
import * as ink from 'ink';

type Loader = {_load: (id: string, ...rest: unknown[]) => unknown};

const loader = Module as unknown as Loader;
const load = loader._load;
loader._load = function (this: unknown, id, ...rest) {
	return id === 'ink' ? ink : load.call(this, id, ...rest);
};
const table = createRequire(import.meta.url)('ink-table');
loader._load = load;

export default table.default;
