import { openReader } from '../../src/devices/open-reader.ts';
import { readerContract } from './reader-contract.ts';

readerContract('the direct reader', openReader);
