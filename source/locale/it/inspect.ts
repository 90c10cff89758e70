import type {Catalogue} from '../en.js';

export const inspect: Catalogue['inspect'] = {
	nothing: 'Ancora non è passato nessun frame: prima un evento con .',
	title: (name, hop, hops) => `${name}, hop ${hop} di ${hops}`,
	before: (place) => `prima: com’è arrivato a ${place}`,
	after: (places) => `dopo: su ${places}`,
	delivered: (place) => `dopo: consegnato a ${place}`,
	ended: (place) => `prima: è arrivato a ${place} ed è finito lì`,
	there: 'lì',
	unchanged: 'invariato',
	piece: (sign, octets, what, at) => `${sign}${octets} ${what} a ${at}`,
	changed: (octets, at) => `~${octets} a ${at}`,
	tag: 'tag',
	other: (at, of) => `copia ${at} di ${of}`,
	octets: (from, count) => (count === 1 ? `ottetto ${from}` : `ottetti da ${from} a ${from + count - 1}`),
	bits: (octet, first, count) =>
		count === 1 ? `ottetto ${octet}, bit ${first}` : `ottetto ${octet}, bit da ${first} a ${first + count - 1}`,
	was: (value) => `era ${value}`,
	good: 'checksum giusto',
	bad: (expected) => `checksum sbagliato, dovrebbe essere ${expected}`,
	unused: 'senza checksum',
	marks: {same: 'invariato', changed: 'cambiato qui', added: 'aggiunto qui', removed: 'tolto qui'},
};
