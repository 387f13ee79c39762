namespace Kratos.Reactive;

/// <summary>Spans of time that read as they are said: <c>2.Seconds</c>.</summary>
public static class Spans
{
    extension(int count)
    {
        /// <summary>So many milliseconds.</summary>
        public TimeSpan Milliseconds => TimeSpan.FromMilliseconds(count);

        /// <summary>So many seconds.</summary>
        public TimeSpan Seconds => TimeSpan.FromSeconds(count);

        /// <summary>So many minutes.</summary>
        public TimeSpan Minutes => TimeSpan.FromMinutes(count);

        /// <summary>So many hours.</summary>
        public TimeSpan Hours => TimeSpan.FromHours(count);

        /// <summary>So many days.</summary>
        public TimeSpan Days => TimeSpan.FromDays(count);
    }
}
