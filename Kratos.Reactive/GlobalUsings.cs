global using System.Reactive.Concurrency;
global using System.Reactive.Disposables;
global using System.Reactive.Linq;
global using static Kratos.Reactive.Prelude;
global using Unit = LanguageExt.Unit;
