namespace Confab.Tests.Flows;

/// <summary>Starts runs, waits for them and reads them.</summary>
internal static class Runs
{
    /// <summary>Starts a run of actions that no message started.</summary>
    public static async Task<Answer> RunAsync(this TestServer server, object variables, params object[] actions) =>
        (await server.Admin.PostAsync("/v1.0/activeflows", new { actions, variables })).Ok();

    /// <summary>A run once something holds for it.</summary>
    public static Task<Answer> RunUntilAsync(this TestServer server, string id, Func<Answer, bool> holds) => Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/activeflows/{id}"), holds);

    /// <summary>A run once it has ended.</summary>
    public static Task<Answer> EndOfAsync(this TestServer server, string id) => server.RunUntilAsync(id, run => run["status"] == "ended");

    /// <summary>Waits until no job is left.</summary>
    public static Task IdleAsync(this TestServer server) =>
        Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0);

    /// <summary>The types of what was executed.</summary>
    public static List<string> Types(this Answer run) => [.. run.Json.GetProperty("executed_actions").EnumerateArray().Select(action => action.GetProperty("type").GetString()!)];

    /// <summary>Why it ended early; empty when it did not.</summary>
    public static string Error(this Answer run) => run.Json.GetProperty("error").GetProperty("message").GetString()!;

    /// <summary>A <c>variable_set</c>.</summary>
    public static object Set(string key, string value) => new { type = "variable_set", option = new { key, value } };
}
