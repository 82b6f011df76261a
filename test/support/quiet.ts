import { Logger } from '@nestjs/common';

// Parts of the server that a test uses without an application have nothing to log to. An application brings its own
// log.
Logger.overrideLogger(false);
