namespace Confab.Cli;

/// <summary>What the server says when it has started.</summary>
internal static class Welcome
{
    /// <summary>Prints where it listens, and to a newcomer, once, how to get in and what to type next.</summary>
    public static void Print(TextWriter output, IEnumerable<string> urls, string data, Newcomer? newcomer)
    {
        var url = urls.First();
        if (newcomer is not null)
            output.WriteLine($"""

                Welcome to Confab. This is shown once:

                  admin       {newcomer.Username}   {(newcomer.Password is null ? "(password as in the settings)" : "password " + newcomer.Password)}
                  agent       {newcomer.AgentUsername}   password {newcomer.AgentPassword}
                  access key  {newcomer.AccessKey}

                Play a customer who writes an SMS, from another terminal, and see what became of it:

                  {Command("phone say --from +15550199001 --to " + FirstStart.SandboxNumber + " Hello", data)}
                  {Command("phone inbox +15550199001", data)}
                  curl '{url}/v1.0/conversations?accesskey={newcomer.AccessKey}'

                A password that is lost: {Command("agent password " + newcomer.Username, data)}
                """);
        output.WriteLine();
        output.WriteLine($"Confab listens on {string.Join(", ", urls)}. Stop it with Ctrl-C.");
    }

    /// <summary>A command as the reader has to type it: by the program or, in a checkout, through the SDK.</summary>
    private static string Command(string arguments, string data)
    {
        var program = AppContext.BaseDirectory.Contains($"bin{Path.DirectorySeparatorChar}Debug", StringComparison.Ordinal) ? "dotnet run --project src/Confab --" : "confab";
        return $"{program} {arguments}{(Path.GetFullPath(data) == Path.GetFullPath("data") ? "" : $" --data '{data}'")}";
    }
}
