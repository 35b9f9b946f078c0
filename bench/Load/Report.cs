using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Confab.Load;

/// <summary>One measurement of one program.</summary>
/// <param name="Id">The letter of the measurement.</param>
/// <param name="What">What was done.</param>
/// <param name="Program">What did it: <c>confab</c> or a floor.</param>
/// <param name="Rate">How often per second; with webhooks, how many messages of which every event arrived.</param>
/// <param name="P50">Half of the times stayed within this, in milliseconds.</param>
/// <param name="P90">Nine of ten did.</param>
/// <param name="P99">Ninety-nine of a hundred did.</param>
/// <param name="Max">All did.</param>
/// <param name="Errors">Answers other than 200, and messages with an event that never arrived.</param>
/// <param name="ServerCpu">Seconds of processor time per 1,000, of the server.</param>
/// <param name="DatabaseCpu">The same of PostgreSQL.</param>
/// <param name="ClientCpu">The same of this program, which is client, provider and receiver in one.</param>
/// <param name="MaxMemory">The most memory that a server had meanwhile, in MB.</param>
internal sealed record Result(string Id, string What, string Program, double Rate, double P50, double P90, double P99, double Max, long Errors,
    double ServerCpu, double DatabaseCpu, double ClientCpu, double MaxMemory)
{
    /// <summary>Its rate as a share of each other rate that it is compared with.</summary>
    public Dictionary<string, double> Ratios { get; } = [];
}

/// <summary>Collects the results of a run and shows them.</summary>
internal sealed class Report(Options options)
{
    /// <summary>The measured server's name.</summary>
    public const string Confab = "confab";

    private readonly List<Result> results = [];
    private readonly List<(string Name, string Value)> facts = [];

    /// <summary>The results so far.</summary>
    public IReadOnlyList<Result> Results => results;

    /// <summary>Adds a result, and says so.</summary>
    public void Add(Result result)
    {
        results.Add(result);
        Console.Error.WriteLine($"  {result.Id} {result.What}, {result.Program}: {result.Rate:N0}/s, p50 {result.P50:N2} ms, p99 {result.P99:N2} ms, {result.Errors} errors");
    }

    /// <summary>Adds a figure that is no rate.</summary>
    public void AddFact(string name, string value)
    {
        facts.Add((name, value));
        Console.Error.WriteLine($"  {name}: {value}");
    }

    /// <summary>Prints the table, and writes the file that was asked for.</summary>
    public async Task FinishAsync()
    {
        Compare();
        Console.WriteLine();
        Console.WriteLine($"{options.Kind}, {options.Connections} connections, {options.Seconds} s each, {options.Nodes} node(s), {Environment.ProcessorCount} cores for client, server and database together");
        Console.WriteLine();
        Console.WriteLine($"{"",-2}{"",-46}{"",-16}{"per",9} {"p50",8} {"p90",8} {"p99",8} {"max",9} {"",6}  {"CPU s per 1,000 of",-24}{"MB",5}  share of");
        Console.WriteLine($"{"",-2}{"",-46}{"",-16}{"second",9} {"ms",8} {"ms",8} {"ms",8} {"ms",9} {"errors",6}  {"server",7} {"db",7} {"client",7} {"max",6}");
        foreach (var group in results.GroupBy(result => (result.Id, result.What)))
            foreach (var (index, it) in group.Index())
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(index == 0 ? it.Id : ""),-2}{(index == 0 ? it.What : ""),-46}{it.Program,-16}{it.Rate,9:N0} {it.P50,8:N2} {it.P90,8:N2} {it.P99,8:N2} {it.Max,9:N2} {it.Errors,6}  {it.ServerCpu,7:N3} {it.DatabaseCpu,7:N3} {it.ClientCpu,7:N3} {it.MaxMemory,6:N0}  {string.Join(", ", it.Ratios.Select(ratio => $"{ratio.Key} {ratio.Value:N2}"))}").TrimEnd());
        Console.WriteLine();
        facts.ForEach(fact => Console.WriteLine($"{fact.Name}: {fact.Value}"));
        if (options.Json is { } file)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
            {
                database = options.Kind,
                options.Seconds,
                options.Connections,
                options.Rate,
                options.Nodes,
                options.Messages,
                cores = Environment.ProcessorCount,
                results,
                facts = facts.ToDictionary(fact => fact.Name, fact => fact.Value)
            }, Indented) + "\n");
    }

    private static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>Confab with each floor, and pages with the same pages of the smallest store.</summary>
    private void Compare()
    {
        foreach (var result in results.Where(result => result.Program == Confab))
        {
            foreach (var floor in results.Where(other => other.Program != Confab && other.What == result.What))
                result.Ratios[floor.Program] = result.Rate / floor.Rate;
            if (result.Id == "g" && results.FirstOrDefault(other => other.Program == Confab && other.Id is "c" or "d" && result.What.StartsWith(other.What, StringComparison.Ordinal)) is { } small)
                result.Ratios["smallest store"] = result.Rate / small.Rate;
        }
    }
}
