using System.CommandLine;

namespace Confab.ConsoleBench;

/// <summary>What a run is asked to do.</summary>
/// <param name="Database"><c>sqlite</c>, or the connection string of a PostgreSQL server on which the run may make and drop databases of its own.</param>
/// <param name="Only">The letters of the measurements to make.</param>
/// <param name="Conversations">How many the inbox has.</param>
/// <param name="Messages">How many the long conversation has.</param>
/// <param name="Seconds">How long each scrolling takes.</param>
/// <param name="Rate">Messages per second that come in live.</param>
/// <param name="Times">How often the page is loaded, cold and warm.</param>
/// <param name="Sends">How many messages the pretend phone sends.</param>
/// <param name="Profile">The folder for a profile of the script in each scrolling; null for none.</param>
internal sealed record Options(string Database, string Only, int Conversations, int Messages, int Seconds, int Rate, int Times, int Sends, string? Profile)
{
    /// <summary>Whether a measurement is asked for.</summary>
    public bool Has(char letter) => Only.Contains(letter, StringComparison.Ordinal);

    /// <summary>Reads the command line and runs; returns the exit code.</summary>
    public static Task<int> ReadAsync(string[] args, Func<Options, Task<int>> run)
    {
        var database = new Option<string>("--database") { Description = "sqlite, or a PostgreSQL connection string as in \"Host=127.0.0.1;Username=postgres\".", DefaultValueFactory = _ => "sqlite" };
        var only = new Option<string>("--only") { Description = "Which measurements, as in a,b.", DefaultValueFactory = _ => "abcd" };
        var conversations = new Option<int>("--conversations") { Description = "Conversations in the inbox.", DefaultValueFactory = _ => 100_000 };
        var messages = new Option<int>("--messages") { Description = "Messages in the long conversation (c).", DefaultValueFactory = _ => 10_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long each scrolling of the inbox takes (b).", DefaultValueFactory = _ => 6 };
        var rate = new Option<int>("--rate") { Description = "Messages per second that come in live (b).", DefaultValueFactory = _ => 20 };
        var times = new Option<int>("--times") { Description = "Loads, cold and warm (a).", DefaultValueFactory = _ => 7 };
        var sends = new Option<int>("--sends") { Description = "Messages of the pretend phone (d).", DefaultValueFactory = _ => 36 };
        var profile = new Option<string?>("--profile") { Description = "A folder for profiles of the script (.cpuprofile) of b and c." };
        var root = new RootCommand("Measures the console in a browser.") { database, only, conversations, messages, seconds, rate, times, sends, profile };
        root.SetAction((parsed, _) => run(new Options(parsed.GetRequiredValue(database), parsed.GetRequiredValue(only), parsed.GetValue(conversations), parsed.GetValue(messages), parsed.GetValue(seconds),
            parsed.GetValue(rate), parsed.GetValue(times), parsed.GetValue(sends), parsed.GetValue(profile))));
        return root.Parse(args).InvokeAsync();
    }
}
