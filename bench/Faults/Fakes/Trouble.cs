namespace Confab.Faults.Fakes;

/// <summary>What a server that is asked can do instead of answering; each is given to <c>Intercept</c>.</summary>
internal static class Trouble
{
    /// <summary>It answers 500.</summary>
    public static Task<bool> Fails(HttpContext http) => AnswerAsync(http, 500);

    /// <summary>It answers 503.</summary>
    public static Task<bool> IsAway(HttpContext http) => AnswerAsync(http, 503);

    /// <summary>It answers 429 and asks for a pause.</summary>
    public static Task<bool> TooMany(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return AnswerAsync(http, 429);
    }

    /// <summary>It takes the request and never answers.</summary>
    public static async Task<bool> Hangs(HttpContext http)
    {
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted));
        http.Abort();
        return true;
    }

    /// <summary>It accepts, and the answer is lost on its way.</summary>
    public static Task<bool> AnswerIsLost(HttpContext http)
    {
        http.Response.OnStarting(() =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        return Task.FromResult(false);
    }

    /// <summary>Now this, now that, and now and then an answer.</summary>
    public static Task<bool> Anything(HttpContext http) => Random.Shared.Next(100) switch
    {
        < 25 => TooMany(http),
        < 50 => Fails(http),
        < 53 => Hangs(http),
        < 75 => AnswerIsLost(http),
        _ => Task.FromResult(false)
    };

    private static Task<bool> AnswerAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.FromResult(true);
    }
}
