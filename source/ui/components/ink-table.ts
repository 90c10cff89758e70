/**
 * ink-table with the types it has under React 19. The package is CommonJS: a
 * bundler hands over the whole module, the tests its default export.
 */
import imported from 'ink-table';
import type {ComponentType, PropsWithChildren} from 'react';

export interface InkTableProps {
	data: Record<string, string>[];
	columns: string[];
	/** Cells left and right of a text. */
	padding: number;
	header: ComponentType<PropsWithChildren>;
	cell: ComponentType<PropsWithChildren<{column: number}>>;
	/** Every corner, line and gap, told apart by its text. */
	skeleton: ComponentType<PropsWithChildren>;
}

const module = imported as unknown as {default?: unknown};

export const InkTable = (module.default ?? imported) as ComponentType<InkTableProps>;
