using Confab.Cli;

return await CommandLine.RunAsync(args);
