namespace Confab.Tests;

/// <summary>Waits for a condition of the server's that no fake sees: asks again until it holds.</summary>
internal static class Poll
{
    /// <summary>The status of an answer; 0 where nobody answers.</summary>
    public static async Task<int> TryGetStatusAsync(this HttpClient http, string url)
    {
        try
        {
            using var response = await http.GetAsync(url);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds, int seconds = 20)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var tries = seconds * 50; tries > 0; tries--)
        {
            var value = await read();
            if (holds(value))
                return value;
            await timer.WaitForNextTickAsync();
        }
        throw new TimeoutException($"it did not come to that within {seconds} s; the last was {await read()}");
    }
}
