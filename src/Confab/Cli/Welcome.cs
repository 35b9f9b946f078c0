namespace Confab.Cli;

/// <summary>What the first start says.</summary>
internal static class Welcome
{
    /// <summary>Tells a newcomer, once, how to get in and what to type next.</summary>
    public static void Greet(TextWriter output, string url, string data, Newcomer newcomer) => output.WriteLine($"""

        Welcome to Confab. This is shown once:

          admin       {newcomer.Username}   {(newcomer.Password is null ? "(password as in the settings)" : "password " + newcomer.Password)}
          agent       {newcomer.AgentUsername}   password {newcomer.AgentPassword}
          access key  {newcomer.AccessKey}

        When it listens, sign in at {url} and choose Phone: what you write there as a customer arrives in the inbox beside it.
        Or play the customer from another terminal, and see what the phone gets back:

          {Command("phone say --from +15550199001 --to " + FirstStart.SandboxNumber + " Hello", data)}
          {Command("phone inbox +15550199001", data)}

        Then see the conversation that it made:

          curl '{url}/v1.0/conversations?accesskey={newcomer.AccessKey}'

        A password that is lost: {Command("agent password " + newcomer.Username, data)}
        """);

    /// <summary>A command as the reader has to type it: by the program or, in a checkout, through the SDK.</summary>
    public static string Command(string arguments, string data)
    {
        var program = AppContext.BaseDirectory.Contains($"bin{Path.DirectorySeparatorChar}Debug", StringComparison.Ordinal) ? "dotnet run --project src/Confab --" : "confab";
        return $"{program} {arguments}{(Path.GetFullPath(data) == Path.GetFullPath("data") ? "" : $" --data '{data}'")}";
    }
}
