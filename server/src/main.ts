import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './serve';
import { DISK_FILES } from './stack/diskFiles';

serve(createConnection(ProposedFeatures.all), DISK_FILES);
