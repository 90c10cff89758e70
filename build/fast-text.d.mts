import type {Plugin} from 'rolldown';

export const oneCellText: RegExp;
export const oneClusterText: RegExp;
export const fastSegmenterModule: string;
export function fastWidthSource(code: string): string;
export function fastSegmenterSource(code: string): string;
export function fastText(): Plugin;
