import { Logger } from '@nestjs/common';

// Parts of the server that a test uses without an application do not log. An application has its own logger.
Logger.overrideLogger(false);
