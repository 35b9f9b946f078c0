using Confab.Auth;
using Confab.Store;

namespace Confab;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it also takes work, so not from the moment it is told to stop, while it may go on serving (<see cref="Settings.Drain"/>).</summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var lifetime = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();
        var db = endpoints.ServiceProvider.GetRequiredService<Db>();
        var open = new RouteAccess(Needs.Nothing, null, null);
        endpoints.MapGet("/health/live", (RequestDelegate)(http => AnswerAsync(http, true))).WithMetadata(open);
        endpoints.MapGet("/health/ready", (RequestDelegate)(async http =>
            await AnswerAsync(http, !lifetime.ApplicationStopping.IsCancellationRequested && await ReadsAsync(db)))).WithMetadata(open);
    }

    private static async Task<bool> ReadsAsync(Db db) => await db.ReadAsync(sql => sql.FirstAsync<int>("SELECT 1")) == 1;

    private static Task AnswerAsync(HttpContext http, bool well) =>
        TypedResults.Text(well ? """{"status":"ok"}""" : """{"status":"stopping"}""", "application/json", statusCode: well ? 200 : 503).ExecuteAsync(http);
}
