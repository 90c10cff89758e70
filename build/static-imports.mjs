/* Which modules the entry loads before it does anything: what it imports statically, and what that imports, and so on. */

/** @returns {{plugin: import('rolldown').Plugin, has: (id: string) => boolean}} the set is complete when the build has ended */
export function staticImports() {
	const found = new Set();
	return {
		has: (id) => found.has(id),
		plugin: {
			name: 'static-imports',
			buildEnd() {
				const waiting = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry);
				for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
					if (!found.has(id)) {
						found.add(id);
						waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
					}
				}
			},
		},
	};
}
