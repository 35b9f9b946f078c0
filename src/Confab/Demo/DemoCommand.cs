using System.CommandLine;

namespace Confab.Demo;

internal static class DemoCommand
{
    public static Command Make() => new("demo", "Play the whole tutorial.");
}
